# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += drivers/tty/tty_io.o drivers/tty/tty_buffer.o drivers/tty/tty_ioctl.o drivers/tty/tty_jobctl.o drivers/tty/tty_info.o \
	 drivers/tty/n_tty.o drivers/tty/n_tty_out.o drivers/tty/n_tty_read.o drivers/tty/pty.o \
	 drivers/tty/serial8250.o drivers/tty/vt.o drivers/tty/vt_emu.o drivers/tty/keyboard.o
