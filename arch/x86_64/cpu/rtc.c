/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/rtc.c - the battery-backed clock, read once at boot
 *
 * Sources: Motorola MC146818 data sheet
 */
#include "arch/clock.h"
#include "arch/io.h"
#include "kernel/base/printk.h"
#include "lib/string.h"
#include "clock_private.h"

#define RTC_INDEX 0x70
#define RTC_DATA  0x71

enum {
	RTC_SEC = 0,
	RTC_MIN = 2,
	RTC_HOUR = 4,
	RTC_DAY = 7,
	RTC_MONTH = 8,
	RTC_YEAR = 9,
	RTC_A = 10,
	RTC_B = 11,
	RTC_CENTURY = 0x32
};
#define RTC_A_UPDATING 0x80
#define RTC_B_24H      0x02
#define RTC_B_BINARY   0x04
#define HOUR_PM	       0x80
#define TRIES	       10
#define UPDATE_POLLS   10000
#define SECOND_POLLS   10000000 /* two accesses of a port take 1 us or so */
#define RTC_ABSENT     0xff	/* nobody drives the bus */

struct rtc_time {
	u8 sec, min, hour, day, month, year, century;
};

/* The index's bit 7 stays clear: set, it would keep NMIs out. */
static u8 __init cmos_read(u8 reg)
{
	outb(reg, RTC_INDEX);
	return inb(RTC_DATA);
}

bool __init rtc_wait_second(void)
{
	u8 sec = cmos_read(RTC_SEC);

	if (cmos_read(RTC_A) == RTC_ABSENT && sec == RTC_ABSENT)
		return false;
	for (int i = 0; i < SECOND_POLLS; i++)
		if (cmos_read(RTC_SEC) != sec)
			return true;
	return false; /* it stands still */
}

static struct rtc_time __init read_raw(void)
{
	for (int i = 0; i < UPDATE_POLLS && cmos_read(RTC_A) & RTC_A_UPDATING; i++)
		io_delay();
	return (struct rtc_time){
		.sec = cmos_read(RTC_SEC),
		.min = cmos_read(RTC_MIN),
		.hour = cmos_read(RTC_HOUR),
		.day = cmos_read(RTC_DAY),
		.month = cmos_read(RTC_MONTH),
		.year = cmos_read(RTC_YEAR),
		.century = cmos_read(RTC_CENTURY),
	};
}

static u8 __init from_bcd(u8 v)
{
	return (u8)((v >> 4) * 10 + (v & 15));
}

static void __init decode(struct rtc_time *t, u8 status)
{
	bool pm = !(status & RTC_B_24H) && t->hour & HOUR_PM;

	t->hour &= (u8)~HOUR_PM;
	if (!(status & RTC_B_BINARY)) {
		t->sec = from_bcd(t->sec);
		t->min = from_bcd(t->min);
		t->hour = from_bcd(t->hour);
		t->day = from_bcd(t->day);
		t->month = from_bcd(t->month);
		t->year = from_bcd(t->year);
		t->century = from_bcd(t->century);
	}
	if (!(status & RTC_B_24H))
		t->hour = (u8)(t->hour % 12 + (pm ? 12 : 0));
}

/* Days from 1970-01-01 to a date of the Gregorian calendar; the year begins in March here. */
static s64 __init days_from_civil(s64 y, unsigned int m, unsigned int d)
{
	s64 era;
	unsigned int yoe, doy;

	y -= m <= 2;
	era = y / 400;
	yoe = (unsigned int)(y - era * 400);
	doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	return era * 146097 + (s64)(yoe * 365 + yoe / 4 - yoe / 100 + doy) - 719468;
}

s64 __init arch_rtc_read(void)
{
	struct rtc_time t = read_raw(), again;
	s64 year;

	for (int i = 0; i < TRIES; i++) { /* two equal readings: none fell into an update */
		again = read_raw();
		if (!memcmp(&t, &again, sizeof(t)))
			break;
		t = again;
	}
	decode(&t, cmos_read(RTC_B));
	if (t.month < 1 || t.month > 12 || t.day < 1 || t.day > 31 || t.hour > 23 || t.min > 59 ||
	    t.sec > 60) {
		pr_warn("rtc: no clock, or its time is invalid; starting in 1970\n");
		return 0;
	}
	if (t.century < 19 || t.century > 29)
		t.century = t.year < 70 ? 20 : 19;
	year = t.century * 100 + t.year;
	return days_from_civil(year, t.month, t.day) * 86400 + t.hour * 3600 + t.min * 60 + t.sec;
}
