# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/run/run.mk - what is done with a kernel: run it, debug it, check it, test it
