# SPDX-License-Identifier: GPL-2.0-or-later
"""A small VT100: what a person would see of a full-screen program

It knows the control sequences that BusyBox uses (cursor addressing, erasing, index and scrolling by
a line at the bottom) and answers the question where the cursor is, as a terminal does.
"""
import re

SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z@])|\x1b([78=>DMc])|\x1b[()][A-Z0-9]")
PARTIAL = re.compile(r"\x1b(\[[?0-9;]*|[()])?$")


class Screen:
    def __init__(self, rows=24, cols=80):
        self.rows, self.cols = rows, cols
        self.rest = ""
        self.clear()
        self.row = self.col = 0

    def clear(self):
        self.lines = [[" "] * self.cols for _ in range(self.rows)]

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.lines)

    def line(self, n):
        return "".join(self.lines[n]).rstrip()

    def feed(self, data):
        """Take in what the guest sent; returns what the terminal answers."""
        text = self.rest + data.decode("latin-1")
        self.rest, answer, at = "", "", 0
        while at < len(text):
            m = SEQUENCE.match(text, at)
            if m:
                answer += self.control(m[1], m[2]) if m[2] else ""
                if m[3] == "D":
                    self.down()
                elif m[3] == "M":
                    self.up()
                at = m.end()
            elif PARTIAL.match(text, at):
                self.rest = text[at:]
                break
            else:
                self.put(text[at])
                at += 1
        return answer

    def put(self, ch):
        if ch == "\r":
            self.col = 0
        elif ch == "\n":
            self.down()
        elif ch == "\b":
            self.col = max(0, self.col - 1)
        elif ch == "\t":
            self.col = min(self.cols - 1, self.col // 8 * 8 + 8)
        elif ch >= " ":
            if self.col >= self.cols:
                self.col = 0
                self.down()
            self.lines[self.row][self.col] = ch
            self.col += 1

    def down(self):
        if self.row == self.rows - 1:
            self.lines = self.lines[1:] + [[" "] * self.cols]
        else:
            self.row += 1

    def up(self):
        if self.row == 0:
            self.lines = [[" "] * self.cols] + self.lines[:-1]
        else:
            self.row -= 1

    def control(self, params, final):
        n = [int(p) if p.isdigit() else 0 for p in params.strip("?").split(";")] + [0]
        count = max(1, n[0])
        if final == "n" and n[0] == 6:
            return f"\x1b[{self.row + 1};{min(self.col, self.cols - 1) + 1}R"
        if final == "H" or final == "f":
            self.row = min(self.rows, max(1, n[0])) - 1
            self.col = min(self.cols, max(1, n[1])) - 1
        elif final == "A":
            self.row = max(0, self.row - count)
        elif final == "B":
            self.row = min(self.rows - 1, self.row + count)
        elif final == "C":
            self.col = min(self.cols - 1, self.col + count)
        elif final == "D":
            self.col = max(0, self.col - count)
        elif final == "K":
            a, b = {0: (self.col, self.cols), 1: (0, self.col + 1), 2: (0, self.cols)}[n[0]]
            self.lines[self.row][a:b] = [" "] * (min(b, self.cols) - a)
        elif final == "J" and n[0] == 2:
            self.clear()
        elif final == "J":
            self.lines[self.row][self.col:] = [" "] * (self.cols - self.col)
            for r in range(self.row + 1, self.rows):
                self.lines[r] = [" "] * self.cols
        return ""
