# SPDX-License-Identifier: GPL-2.0-or-later
# tests/kernel/objs.mk - what runs the *_test.c of a KTEST=1 kernel; they lie beside what they test

ktest-y += tests/kernel/runner.o tests/kernel/memory_api_test.o tests/kernel/kmem_torture_test.o
