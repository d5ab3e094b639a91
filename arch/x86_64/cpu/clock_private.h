/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/cpu/clock_private.h - calibration, between clock.c and clock_calibrate.c */
#pragma once

#include "base/types.h"

#define PIT_HZ 1193182u

void calibrate_begin(void); /* first sample */
u64 calibrate_end(void);    /* kHz of the TSC; 0: nothing to compare with */
const char *calibrate_source(void);

/* rtc.c: until the next second begins; false if there is no clock, or it stands still. */
bool rtc_wait_second(void);
