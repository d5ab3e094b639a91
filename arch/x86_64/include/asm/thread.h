/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/thread.h - between the folders of arch/x86_64: threads */
#pragma once

void thread_init(void);
