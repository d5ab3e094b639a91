# SPDX-License-Identifier: GPL-2.0-or-later
"""tasks.py - gdb commands that read the kernel's own lists: ps, vmas, klog, locks

Loaded by pith.py.  They follow the structures without their locks, as the machine stands still; a list
that was caught in the middle of a change may break off.
"""
import gdb

# As task_state_char() in kernel/sched/policy.c, and N for a task that is being made.
STATES = ((0x0800, "N"), (0x0080, "X"), (0x0008, "t"), (0x0004, "T"), (0x0002, "D"), (0x0001, "S"))
PAGE_SIZE = 4096
TASK_IDLE = 0x0402


def value(text):
    return gdb.parse_and_eval(text)


def container(node, struct, member):
    """The structure in which the list node (a pointer) lies."""
    kind = gdb.lookup_type(f"struct {struct}")
    offset = next(f.bitpos // 8 for f in kind.fields() if f.name == member)
    return (int(node) - offset, kind.pointer())


def list_entries(head, struct, member, limit=100000):
    """Every structure of a list; stops with a word at a link that leads nowhere."""
    node = head["next"]
    while node != head.address and limit:
        address, kind = container(node, struct, member)
        yield gdb.Value(address).cast(kind).dereference()
        node = node["next"]
        limit -= 1
    if not limit:
        print("(list broken off: it does not end)")


def all_tasks():
    """The idle task of each CPU, then every thread of every process."""
    online = int(value("cpu_online_mask"))
    for cpu in range(64):
        if online >> cpu & 1:
            idle = value(f"((struct rq *) ((char *) &runqueues + per_cpu_offset[{cpu}]))->idle")
            if idle:
                yield idle.dereference()
    for leader in list_entries(value("init_task")["tasks"], "task_struct", "tasks"):
        for thread in list_entries(leader["signal"]["thread_head"], "task_struct", "thread_node"):
            yield thread


def state_letter(task):
    dead, state = int(task["exit_state"]), int(task["state"])
    if dead:
        return "Z" if dead & 0x10 else "X"
    if state & TASK_IDLE == TASK_IDLE:
        return "I"
    return next((letter for bit, letter in STATES if state & bit), "R")


def find_task(pid):
    for task in all_tasks():
        if int(task["pid"]) == pid:
            return task
    raise gdb.GdbError(f"no task {pid}")


@command("ps")  # noqa: F821 (pith.py's)
def ps(_argument):
    """List all tasks: number, process, state, CPU (* running), address, name."""
    print("  PID  TGID S CPU  task_struct        NAME")
    for task in all_tasks():
        running = "*" if int(task["on_cpu"]) else " "
        print(f"{int(task['pid']):5} {int(task['tgid']):5} {state_letter(task)} {int(task['cpu']):3}{running} "
              f"{int(task.address):#018x} {task['comm'].string()}")


def path_of(file):
    """The names up to the root of the file's own mount."""
    dentry, names = file["f_path"]["dentry"], []
    while dentry != dentry["d_parent"] and len(names) < 64:
        names.append(dentry["d_name"]["name"].string())
        dentry = dentry["d_parent"]
    return "/" + "/".join(reversed(names))


@command("vmas")  # noqa: F821
def vmas(argument):
    """vmas PID: the mappings of a process, as /proc/<pid>/maps has them."""
    if not argument:
        raise gdb.GdbError("vmas PID")
    mm = find_task(int(value(argument)))["mm"]
    if not mm:
        print("a kernel thread, or a zombie: no address space")
        return
    vma, n = mm["mmap"], 0
    while vma:
        flags = int(vma["vm_flags"])
        rights = "".join(letter if flags & bit else "-" for bit, letter in ((1, "r"), (2, "w"), (4, "x")))
        rights += "s" if flags & 0x80 else "p"
        offset = int(vma["vm_pgoff"]) * PAGE_SIZE if vma["vm_file"] else 0
        start, end, brk = int(vma["vm_start"]), int(vma["vm_end"]), int(mm["start_brk"])
        if vma["vm_file"]:
            name = path_of(vma["vm_file"])
        elif start <= int(mm["brk"]) and end >= brk:
            name = "[heap]"
        elif start <= int(mm["start_stack"]) < end:
            name = "[stack]"
        elif start == int(mm["vdso"]):
            name = "[vdso]"
        else:
            name = ""
        print(f"{start:012x}-{end:012x} {rights} {offset:08x}  {name}")
        vma, n = vma["vm_next"], n + 1
    print(f"{n} mappings, map_count {int(mm['map_count'])}")


@command("klog")  # noqa: F821
def klog(argument):
    """klog [N]: the last N records (default 40) of the kernel log, from memory."""
    ring = value("'kernel/base/printk.c'::ring")
    record = gdb.lookup_type("struct log_rec").pointer()
    size, tail, head = int(ring["size"]), int(ring["tail"]), int(ring["head"])
    inferior, lines = gdb.selected_inferior(), []
    while tail < head:
        rec = (ring["buf"] + (tail & (size - 1))).cast(record).dereference()
        if not int(rec["size"]):  # a marker: the rest of the buffer is unused
            tail += size - (tail & (size - 1))
            continue
        text = bytes(inferior.read_memory(int(rec["text"].address), int(rec["len"]))) if int(rec["len"]) else b""
        lines.append(f"[{int(rec['ts_ns']) / 1e9:12.6f}] <{int(rec['level'])}> {text.decode(errors='replace')}")
        tail += int(rec["size"])
    print("\n".join(lines[-int(argument or 40):]))


@command("locks")  # noqa: F821
def locks(_argument):
    """List the locks that each task holds (a DEBUG=1 kernel records them)."""
    if not gdb.lookup_global_symbol("held_locks_hook"):
        print("this kernel does not record who holds what: build with DEBUG=1")
        return
    found = False
    for task in all_tasks():
        for i in range(int(task["nr_held"])):
            held = task["held"][i]
            where = gdb.execute(f"info symbol {int(held['ip']):#x}", to_string=True).strip()
            name = gdb.execute(f"info symbol {int(held['lock']):#x}", to_string=True).strip()
            name = "" if name.startswith("No symbol") else f" ({name})"
            print(f"{int(task['pid']):5} {task['comm'].string():15} rank {int(held['rank']):3} "
                  f"{int(held['lock']):#018x}{name}, taken at {where}")
            found = True
    if not found:
        print("no task holds a lock")
