#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""draw.py - a picture of physical memory, as SVG, from what capture.py took

Memory runs from left to right and from top to bottom, a row of a power of two of pages each; on a
small machine a cell is one page.  Free memory is cut into the buddy allocator's blocks: free
neighbours of one size always merge, so a run of free pages can be cut in one way only.
"""
import argparse
import base64
import gzip
import re
import struct
from xml.sax.saxutils import escape

PAGE = 4096
COLUMNS = 256
MAX_ROWS = 72
MAX_ORDER = 10
CELL_W, ROW_H = 3, 8
LEFT, TOP, GAP = 92, 78, 30
LEGEND_W = 286

# bits of /proc/kpageflags
UPTODATE, DIRTY, LRU, SLAB, BUDDY, MMAP, ANON, SWAPBACKED = 3, 4, 5, 7, 10, 11, 12, 14
NOPAGE, ZERO_PAGE, PGTABLE, RESERVED = 20, 24, 26, 32

# class: (what the legend says, colour).  Distinct in hue and lightness, also for the colour-blind.
CLASSES = {
    "image": ("kernel image", "#3b4a6b"),
    "reserved": ("reserved (boot, struct pages)", "#8d99ae"),
    "slab": ("slab", "#e07a1f"),
    "table": ("page tables", "#c1121f"),
    "kernel": ("kernel (stacks, vmalloc, ...)", "#f2b134"),
    "anon": ("user memory (anonymous)", "#7b4fb5"),
    "file": ("page cache and tmpfs", "#2a7fc4"),
    "free": ("free", "#a9d8b8"),
    "hole": ("hole", "none"),
}
ORDER_COLOURS = ["#4f9d69", "#5ba675", "#68af81", "#75b88d", "#82c099", "#8fc9a5", "#9cd1b1", "#a9d9bd", "#b7e1c9",
                 "#c5e9d6", "#d3f0e2"]


def read_capture(path):
    parts, name = {}, None
    for line in open(path, encoding="ascii"):
        if line.startswith("== "):
            name = line[3:].strip()
            parts[name] = []
        else:
            parts[name].append(line.rstrip("\n"))
    return parts


def words(lines):
    data = gzip.decompress(base64.b64decode("".join(lines)))
    return struct.unpack(f"<{len(data) // 8}Q", data)


def zones(lines):
    """[(node, name, first frame, frames spanned)] of those that have memory"""
    found, zone = [], None
    for line in lines:
        if m := re.match(r"Node (\d+), zone +(\w+)", line):
            zone = [int(m[1]), m[2], 0, 0]
        elif m := re.match(r" +spanned +(\d+)", line):
            zone[3] = int(m[1])
        elif m := re.match(r" +start_pfn: +(\d+)", line):
            zone[2] = int(m[1])
            found.append(tuple(zone))
    return sorted(found, key=lambda z: z[2])


def image_frames(lines):
    found = []
    for line in lines:
        if m := re.match(r" +([0-9a-f]+)-([0-9a-f]+) : Kernel", line):
            found.append((int(m[1], 16) // PAGE, int(m[2], 16) // PAGE))
    return (min(a for a, _ in found), max(b for _, b in found)) if found else (0, -1)


def classify(flags, image):
    def of(pfn, f):
        if f >> NOPAGE & 1:
            return "hole"
        if f >> BUDDY & 1:
            return "free"
        if f >> RESERVED & 1 or f >> ZERO_PAGE & 1:
            return "image" if image[0] <= pfn <= image[1] else "reserved"
        if f >> SLAB & 1:
            return "slab"
        if f >> PGTABLE & 1:
            return "table"
        if f >> ANON & 1:
            return "anon"
        if f >> LRU & 1 or f >> SWAPBACKED & 1 or (f >> UPTODATE & 1) or f >> MMAP & 1:
            return "file"
        return "kernel"
    return [of(pfn, f) for pfn, f in enumerate(flags)]


def cut_blocks(classes, zone_list):
    """{first frame: order} of the free blocks"""
    blocks = {}
    for _, _, first, span in zone_list:
        pfn, end = first, min(first + span, len(classes))
        while pfn < end:
            if classes[pfn] != "free":
                pfn += 1
                continue
            stop = pfn
            while stop < end and classes[stop] == "free":
                stop += 1
            while pfn < stop:
                order = min(MAX_ORDER, (pfn & -pfn).bit_length() - 1 if pfn else MAX_ORDER)
                while pfn + (1 << order) > stop:
                    order -= 1
                blocks[pfn] = order
                pfn += 1 << order
    return blocks


def size(pages):
    mib = pages * PAGE / 2**20
    return f"{mib / 1024:.2f} GiB" if mib >= 10240 else f"{mib:.2f} MiB" if mib < 100 else f"{mib:.0f} MiB"


def plain(pages):
    """A power of two of pages."""
    kib = pages * PAGE >> 10
    return f"{kib} KiB" if kib < 1024 else f"{kib >> 10} MiB" if kib < 1 << 20 else f"{kib >> 20} GiB"


def place(pfn):
    mib = pfn * PAGE >> 20
    return f"{mib / 1024:g} GiB" if mib >= 1024 and mib % 256 == 0 else f"{mib} MiB"


class Picture:
    def __init__(self):
        self.out = []

    def add(self, text):
        self.out.append(text)

    def rect(self, x, y, w, h, fill, extra=""):
        self.add(f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" fill="{fill}"{extra}/>')

    def text(self, x, y, what, cls="t", anchor="start", extra=""):
        self.add(f'<text x="{x:g}" y="{y:g}" class="{cls}" text-anchor="{anchor}"{extra}>{escape(what)}</text>')


STYLE = """
svg { color-scheme: light dark; }
text { font-family: "DejaVu Sans", Verdana, Arial, sans-serif; fill: #24292f; }
.title { font-size: 19px; font-weight: bold; } .sub { font-size: 12px; fill: #57606a; }
.t { font-size: 12px; } .n { font-size: 12px; fill: #57606a; } .a { font-size: 10px; fill: #57606a; font-family: "DejaVu Sans Mono", monospace; }
.h { font-size: 12px; font-weight: bold; } .card { fill: #ffffff; stroke: #d0d7de; } .line { stroke: #8c959f; }
.hole { fill: url(#hatch); } .hs { stroke: #c4ccd4; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .sub, .n, .a { fill: #9da7b3; } .card { fill: #0d1117; stroke: #30363d; } .line { stroke: #6e7681; } .hs { stroke: #3d444d; }
}
"""


def rows_of(classes, per_row):
    """Rows to draw: ("row", first frame), or ("hole", first frame, frames) for a long stretch of nothing."""
    rows, pfn, end = [], 0, len(classes)
    while end and classes[end - 1] == "hole":
        end -= 1
    while pfn < end:
        skip = pfn
        while skip + per_row <= end and all(c == "hole" for c in classes[skip:skip + per_row]):
            skip += per_row
        if skip - pfn >= 3 * per_row:
            rows.append(("hole", pfn, skip - pfn))
            pfn = skip
        else:
            rows.append(("row", pfn))
            pfn += per_row
    return rows


def draw_row(p, y, first, per_row, classes, order_at):
    """Cells that look alike and belong together become one rectangle; a block of the buddy keeps an edge."""
    per_cell = per_row // COLUMNS

    def look(cell):
        a = first + cell * per_cell
        inside = classes[a:a + per_cell]
        if not inside:
            return None
        if per_cell == 1:
            return (inside[0], order_at.get(a))
        best = max(set(inside), key=lambda c: (inside.count(c) * (1 if c in ("free", "hole") else 3)))
        return (best, order_at.get(a + inside.index("free")) if best == "free" else None)

    cell = 0
    while cell < COLUMNS:
        this = look(cell)
        n = 1
        while cell + n < COLUMNS and look(cell + n) == this:
            n += 1
        if this:
            what, block = this
            x, w = LEFT + cell * CELL_W, n * CELL_W
            if what == "hole":
                p.add(f'<rect x="{x}" y="{y}" width="{w}" height="{ROW_H}" class="hole"/>')
            elif what == "free":
                start, order = block
                edge = 0.6 if order >= 3 and per_cell == 1 else 0
                stop = start + (1 << order)
                ends = first + (cell + n) * per_cell >= stop
                # a block of several rows is one area
                high = ROW_H + 1 if first + per_row < stop else ROW_H
                p.rect(x, y, w - (edge if ends and order < 8 else 0), high, ORDER_COLOURS[order])
            else:
                p.rect(x, y, w, ROW_H, CLASSES[what][1])
        cell += n


def legend(p, x, y, classes, mine, total):
    p.text(x, y, "What is in it", "h")
    counts = {c: classes.count(c) for c in CLASSES}
    top = max(counts[c] for c in CLASSES if c != "hole") or 1
    for c, (label, colour) in CLASSES.items():
        if c == "hole" or not counts[c]:
            continue
        y += 33
        p.rect(x, y - 10, 12, 12, ORDER_COLOURS[6] if c == "free" else colour, ' rx="2"')
        p.text(x + 20, y, label)
        w = max(2, (LEGEND_W - 20) * counts[c] / top)
        p.rect(x + 20, y + 5, w, 4, ORDER_COLOURS[6] if c == "free" else colour, ' rx="1"')
        p.text(x + LEGEND_W, y, size(counts[c]), "n", "end")
    y += 33
    p.add(f'<rect x="{x}" y="{y - 10}" width="12" height="12" class="hole" rx="2"/>')
    p.text(x + 20, y, "hole: no memory here")
    y += 20
    p.add(f'<line x1="{x}" y1="{y - 6}" x2="{x + LEGEND_W}" y2="{y - 6}" class="line"/>')
    y += 12
    p.text(x, y, "all memory", "h")
    p.text(x + LEGEND_W, y, size(total), "h", "end")
    y += 36
    p.text(x, y, "Free blocks of the buddy allocator", "h")
    y += 8
    for order in range(MAX_ORDER + 1):
        y += 17
        kib = 4 << order
        p.rect(x, y - 10, 12, 12, ORDER_COLOURS[order], ' rx="2"')
        p.text(x + 20, y, f"order {order}")
        p.text(x + 128, y, f"{kib} KiB" if kib < 1024 else f"{kib // 1024} MiB", "n", "end")
        p.text(x + 178, y, f"× {mine[order]}", "n", "end")
        p.text(x + LEGEND_W, y, size(mine[order] << order), "n", "end")
    return y


def zone_bars(p, rows, per_row, zone_list, y_of):
    colours = ["#57606a", "#8c6d1f", "#1f6f8c", "#6f42a1"]
    for i, (node, name, first, span) in enumerate(zone_list):
        inside = [k for k, r in enumerate(rows) if r[0] == "row" and first < r[1] + per_row and r[1] < first + span]
        if not inside:
            continue
        # a zone may begin inside a row: half-way down it, then
        y0 = y_of[inside[0]] + ROW_H * max(0, first - rows[inside[0]][1]) / per_row
        y1 = y_of[inside[-1]] + ROW_H * min(per_row, first + span - rows[inside[-1]][1]) / per_row
        p.rect(22, y0 + 0.5, 7, max(2, y1 - y0 - 1), colours[i % 4], ' rx="2"')
        label = name if node == 0 else f"{name} {node}"
        if y1 - y0 > 30:
            yc = (y0 + y1) / 2
            p.text(15, yc, label, "h", "middle", f' transform="rotate(-90 15 {yc:g})"')


def main():
    a = argparse.ArgumentParser(description="draw what capture.py took")
    a.add_argument("capture")
    a.add_argument("-o", "--output", required=True, help="the SVG")
    args = a.parse_args()

    parts = read_capture(args.capture)
    flags = words(parts["kpageflags"])
    zone_list = zones(parts["zoneinfo"])
    classes = classify(flags, image_frames(parts["iomem"]))
    blocks = cut_blocks(classes, zone_list)
    mine = [sum(o == order for o in blocks.values()) for order in range(MAX_ORDER + 1)]
    order_at = {pfn + i: (pfn, order) for pfn, order in blocks.items() for i in range(1 << order)}

    ram_end = max((i for i, c in enumerate(classes) if c != "hole"), default=0) + 1
    per_row = COLUMNS
    while len(rows_of(classes[:ram_end], per_row)) > MAX_ROWS:
        per_row *= 2
    rows = rows_of(classes[:ram_end], per_row)
    total = sum(c != "hole" for c in classes)

    p = Picture()
    y, y_of = TOP, []
    body = Picture()
    label_every = max(1, 8 if len(rows) > 24 else 4 if len(rows) > 10 else 1)
    since = label_every
    for r in rows:
        y_of.append(y)
        if r[0] == "hole":
            body.text(LEFT + COLUMNS * CELL_W / 2, y + 15, f"no memory for {size(r[2])}", "n", "middle")
            y += 24
            since = label_every
            continue
        if since >= label_every:
            body.text(LEFT - 8, y + 8, place(r[1]), "a", "end")
            since = 0
        draw_row(body, y, r[1], per_row, classes[:ram_end], order_at)
        since += 1
        y += ROW_H + 1
    zone_bars(body, rows, per_row, zone_list, y_of)
    x = LEFT + COLUMNS * CELL_W + GAP
    bottom = max(y, legend(body, x, TOP + 8, classes, mine, total))

    width, height = x + LEGEND_W + 24, bottom + 30
    cell = per_row // COLUMNS
    p.add(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}">')
    p.add(f"<style>{STYLE}</style>")
    p.add('<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
          '<line x1="0" y1="0" x2="0" y2="5" class="hs" stroke-width="1.6"/></pattern></defs>')
    p.add(f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1:g}" rx="8" class="card"/>')
    p.text(22, 34, "Physical memory, page by page" if cell == 1 else "Physical memory", "title")
    p.text(22, 54, f"{parts['title'][0]}.  A row is {plain(per_row)}, a cell {'one page' if cell == 1 else plain(cell)}.", "sub")
    p.out += body.out
    p.add("</svg>")
    with open(args.output, "w", encoding="utf-8") as f:
        f.write("\n".join(p.out) + "\n")


if __name__ == "__main__":
    main()
