/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/exec_elf.c - ELF programs: mapped straight from the page cache, with their
 * interpreter
 *
 * Theory
 *   Everything that can be found wrong in the headers of the program and of its dynamic linker is
 * found (lib/elf.h) while the old program can still get the error.  Then the old address space
 * goes, and segments are mapped, not read: pages come in when they are touched.
 *
 *   Where things go: an ET_EXEC at its own addresses; an ET_DYN with an interpreter at two thirds
 * of the address space plus a random offset, the interpreter in the mmap area; an ET_DYN without
 * one (static-PIE, or the dynamic linker run by itself) in the mmap area too, with its heap where a
 * PIE would be.
 *
 * Locks: the address space is not shared yet; the mm calls take mmap_lock themselves.
 *
 * Sources: System V ABI, elf(5), execve(2), personality(2)
 */
#include "arch/ptrace.h"
#include "arch/thread.h"
#include "arch/uaccess.h"
#include "fs/vfs/fs.h"
#include "internal.h"
#include "kernel/base/printk.h"
#include "lib/elf.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"
#include <linux/limits.h>
#include <linux/mman.h>
#include <linux/personality.h>

#define HEADERS_MAX (64UL << 10) /* program headers further into the file than this are refused */

struct elf_file {
	struct file *file;
	void *headers;		/* kmalloc'd start of the file */
	struct elf_image image; /* points into it */
	uaddr_t bias;		/* load address - address in the file */
};

const struct exec_abi *exec_abi;

/* --- reading --- */

static int read_exact(struct file *f, void *buf, size_t n, loff_t pos)
{
	ssize_t done = kernel_read(f, buf, n, &pos);

	if (done < 0)
		return (int)done;
	return (size_t)done == n ? 0 : -EIO;
}

static void report_bad_elf(const char *name, enum elf_error why)
{
	/* A shell says "Exec format error"; for init there is nobody to say anything. */
	if (current == init_process)
		pr_err("exec: %s: %s\n", name, elf_error_text(why));
}

/* Reads and checks the headers of @ef->file; -ENOEXEC: not a program for us. */
static int read_headers(struct elf_file *ef, const char *start, size_t n, const char *name)
{
	enum elf_error why;
	u64 end;
	int err;

	why = elf_phdrs_extent(start, n, &end);
	if (why == ELF_OK && end > HEADERS_MAX)
		why = ELF_PHDRS_OUTSIDE;
	if (why != ELF_OK)
		goto bad;
	ef->headers = kmalloc((size_t)end, GFP_KERNEL);
	if (!ef->headers)
		return -ENOMEM;
	err = read_exact(ef->file, ef->headers, (size_t)end, 0);
	if (err) {
		why = ELF_PHDRS_OUTSIDE;
		goto bad;
	}
	why = elf_parse(ef->headers, (size_t)end, TASK_SIZE, &ef->image);
	/* A program of nothing but a missing interpreter fails for want of that. */
	if (why == ELF_OK || (why == ELF_NO_LOAD && ef->image.interp_size))
		return 0;
bad:
	report_bad_elf(name, why);
	return -ENOEXEC;
}

/* Opens the dynamic linker that @prog names, if it names one. */
static int open_interpreter(const struct elf_file *prog, struct elf_file *interp)
{
	const struct elf_image *im = &prog->image;
	char start[sizeof(Elf64_Ehdr)] __aligned(8);
	char *path;
	int err;

	if (!im->interp_size)
		return 0;
	path = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!path)
		return -ENOMEM;
	err = -ENOEXEC;
	if (im->interp_size < 2 || im->interp_size > PATH_MAX)
		goto out;
	err = read_exact(prog->file, path, im->interp_size, (loff_t)im->interp_offset);
	if (err)
		goto out;
	err = -ENOEXEC;
	if (path[im->interp_size - 1] != '\0')
		goto out;
	interp->file = exec_open(AT_FDCWD, path, 0);
	if (IS_ERR(interp->file)) {
		err = (int)PTR_ERR(interp->file);
		interp->file = NULL;
		goto out;
	}
	err = read_exact(interp->file, start, sizeof(start), 0);
	if (!err)
		err = read_headers(interp, start, sizeof(start), path);
	if (!err && !interp->image.nloads)
		err = -ENOEXEC;
	if (err == -ENOEXEC || err == -EIO)
		err = -ELIBBAD;
out:
	kfree(path);
	return err;
}

static void close_elf(struct elf_file *ef)
{
	kfree(ef->headers);
}

/* --- mapping --- */

static unsigned long segment_prot(const Elf64_Phdr *ph)
{
	return (ph->p_flags & PF_R ? PROT_READ : 0UL) | (ph->p_flags & PF_W ? PROT_WRITE : 0UL) |
	       (ph->p_flags & PF_X ? PROT_EXEC : 0UL);
}

/* The part of a segment that is in the file. */
static int map_file_part(struct exec_state *e, const struct elf_file *ef, const Elf64_Phdr *ph)
{
	uaddr_t start = (ef->bias + ph->p_vaddr) & PAGE_MASK;
	uaddr_t end = PAGE_ALIGN(ef->bias + ph->p_vaddr + ph->p_filesz);
	uaddr_t at;

	if (!ph->p_filesz)
		return 0;
	at = do_mmap(e->bprm.mm, e->caller, ef->file, start, end - start, segment_prot(ph),
		     MAP_PRIVATE | MAP_FIXED, ph->p_offset >> PAGE_SHIFT);
	return IS_ERR((void *)at) ? (int)(long)at : 0;
}

/* What the segment has in memory only: zeros to the end of the file's last page, then anonymous
 * pages. */
static int map_bss(struct exec_state *e, const struct elf_file *ef, const Elf64_Phdr *ph)
{
	uaddr_t file_end = ef->bias + ph->p_vaddr + ph->p_filesz;
	uaddr_t mem_end = ef->bias + ph->p_vaddr + ph->p_memsz;
	uaddr_t page_end = ph->p_filesz ? PAGE_ALIGN(file_end) : file_end & PAGE_MASK;
	uaddr_t zero_end = page_end;
	int err;

	if (ph->p_memsz == ph->p_filesz)
		return 0;
	/* A read-only segment with such a tail stays as the file has it, as on Linux. */
	if (zero_end > file_end && clear_user((void __user *)file_end, zero_end - file_end) &&
	    (ph->p_flags & PF_W))
		return -EFAULT;
	if (PAGE_ALIGN(mem_end) <= page_end)
		return 0;
	err = vm_brk_flags(e->bprm.mm, e->caller, page_end, PAGE_ALIGN(mem_end) - page_end,
			   ph->p_flags & PF_X ? VM_EXEC : 0);
	return err;
}

static int map_segments(struct exec_state *e, struct elf_file *ef)
{
	const struct elf_image *im = &ef->image;
	unsigned int i;
	int err;

	for (i = 0; i < im->nphdrs; i++) {
		const Elf64_Phdr *ph = &im->phdrs[i];

		if (ph->p_type != PT_LOAD)
			continue;
		err = map_file_part(e, ef, ph);
		if (!err)
			err = map_bss(e, ef, ph);
		if (err)
			return err;
	}
	return 0;
}

/* A free place of the image's size in the mmap area, aligned as its segments ask. */
static int place_in_mmap_area(struct exec_state *e, struct elf_file *ef)
{
	const struct elf_image *im = &ef->image;
	struct mm_struct *mm = e->bprm.mm;
	u64 slack = im->max_align > PAGE_SIZE ? im->max_align - PAGE_SIZE : 0;
	u64 size = im->max_vaddr - im->min_vaddr;
	uaddr_t addr;

	if (size + slack < size)
		return -ENOMEM;
	mmap_write_lock(mm);
	addr = get_unmapped_area(mm, e->caller, 0, size + slack, 0);
	mmap_write_unlock(mm);
	if (IS_ERR((void *)addr))
		return (int)(long)addr;
	if (slack)
		addr = ALIGN(addr, im->max_align);
	ef->bias = addr - im->min_vaddr;
	return 0;
}

static bool is_randomized(void)
{
	return current->flags & PF_RANDOMIZE;
}

static int place_program(struct exec_state *e, struct elf_file *prog, bool has_interp)
{
	uaddr_t base;

	if (!prog->image.is_dyn)
		return 0;
	if (!has_interp)
		return place_in_mmap_area(e, prog);
	base = ELF_ET_DYN_BASE + (is_randomized() ? arch_mmap_rnd() : 0);
	prog->bias = (PAGE_ALIGN(base) & ~(prog->image.max_align - 1)) - prog->image.min_vaddr;
	return 0;
}

/* The numbers /proc/<pid>/stat shows, and the heap behind the program. */
static void set_mm_layout(struct exec_state *e, const struct elf_file *prog, bool has_interp)
{
	const struct elf_image *im = &prog->image;
	struct mm_struct *mm = e->bprm.mm;
	uaddr_t start_code = ~0UL, end_code = 0, start_data = 0, end_data = 0;
	unsigned int i;

	for (i = 0; i < im->nphdrs; i++) {
		const Elf64_Phdr *ph = &im->phdrs[i];
		uaddr_t start = prog->bias + ph->p_vaddr, end = start + ph->p_filesz;

		if (ph->p_type != PT_LOAD)
			continue;
		if (ph->p_flags & PF_X) {
			start_code = min(start_code, start);
			end_code = max(end_code, end);
		}
		start_data = max(start_data, start);
		end_data = max(end_data, end);
	}
	mm->start_code = start_code == ~0UL ? prog->bias + im->min_vaddr : start_code;
	mm->end_code = end_code;
	mm->start_data = start_data;
	mm->end_data = end_data;
	mm->start_stack = e->bprm.p;

	mm->brk = PAGE_ALIGN(prog->bias + im->brk);
	/* In the mmap area there is no room to grow: the heap of a static PIE goes where a PIE
	 * would be. */
	if (im->is_dyn && !has_interp)
		mm->brk = ELF_ET_DYN_BASE;
	if (is_randomized() && READ_ONCE(randomize_va_space) > 1)
		mm->brk = arch_randomize_brk(mm);
	mm->start_brk = mm->brk;
}

/* The stack gets its final place; addresses in it move along. */
static int finish_stack(struct exec_state *e, enum elf_stack kind)
{
	struct linux_binprm *bprm = &e->bprm;
	uaddr_t top = is_randomized() ? randomize_stack_top(STACK_TOP) : STACK_TOP;
	uaddr_t old = bprm->p;
	int err;

	err = setup_arg_pages(bprm->mm, e->caller, top, kind == ELF_STACK_X, &bprm->p);
	if (!err)
		bprm->exec -= old - bprm->p;
	return err;
}

/* After the point of no return: any error kills. */
static int map_program(struct exec_state *e, struct elf_file *prog, struct elf_file *interp)
{
	struct linux_binprm *bprm = &e->bprm;
	const struct elf_image *im = &prog->image;
	bool has_interp = interp->file;
	int err;

	err = finish_stack(e, im->stack);
	if (err)
		return err;
	err = place_program(e, prog, has_interp);
	if (!err)
		err = map_segments(e, prog);
	if (err)
		return err;
	set_mm_layout(e, prog, has_interp);
	if (has_interp) {
		if (interp->image.is_dyn)
			err = place_in_mmap_area(e, interp);
		if (!err)
			err = map_segments(e, interp);
		if (err)
			return err;
		bprm->interp_base =
			interp->bias + (interp->image.is_dyn ? interp->image.min_vaddr : 0);
	}
	bprm->load_bias = prog->bias;
	bprm->entry = prog->bias + im->entry;
	bprm->phdr_addr = im->phdr_vaddr ? prog->bias + im->phdr_vaddr : 0;
	bprm->phnum = im->nphdrs;
	bprm->phent = sizeof(Elf64_Phdr);
	return 0;
}

int load_elf_binary(struct exec_state *e)
{
	struct linux_binprm *bprm = &e->bprm;
	struct elf_file prog = {.file = bprm->file}, interp = {.file = NULL};
	uaddr_t sp, entry;
	int err;

	err = read_headers(&prog, bprm->buf, sizeof(bprm->buf), bprm->filename);
	if (err)
		goto out;
	err = open_interpreter(&prog, &interp);
	if (!err && !prog.image.nloads) {
		report_bad_elf(bprm->filename, ELF_NO_LOAD);
		err = -ENOEXEC;
	}
	if (err)
		goto out;
	err = begin_new_exec(e);
	if (err)
		goto out;

	if (!(current->personality & ADDR_NO_RANDOMIZE) && READ_ONCE(randomize_va_space))
		current->flags |= PF_RANDOMIZE;
	arch_pick_mmap_layout(bprm->mm, rlimit(RLIMIT_STACK), is_randomized());
	err = map_program(e, &prog, &interp);
	if (err)
		goto out;
	err = exec_abi->map_vdso(bprm->mm, &bprm->vdso);
	if (err)
		goto out;
	err = exec_abi->create_stack(bprm, &sp);
	if (err)
		goto out;
	bprm->mm->start_stack = sp;
	entry = interp.file ? interp.bias + interp.image.entry : bprm->entry;
	arch_start_thread(task_pt_regs(current), entry, sp);
out:
	if (interp.file) {
		allow_write_access(interp.file);
		fput(interp.file);
	}
	close_elf(&interp);
	close_elf(&prog);
	return err;
}
