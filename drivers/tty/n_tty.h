/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/n_tty.h - the state of line discipline N_TTY
 *
 * The input ring is indexed by free-running counters: tail <= canon_head <= head.  In canonical
 * mode what may be read ends at canon_head (after the last delimiter); otherwise at head.
 */
#pragma once

#include "internal.h"

#define N_TTY_SIZE 4096
#define ECHO_SIZE  1024

struct n_tty_data {
	spinlock_t lock;		      /* RANK_TTY_BUF: [n] the ring */
	u8 *buf;			      /* [n] N_TTY_SIZE characters */
	unsigned long delim[N_TTY_SIZE / 64]; /* [n] this character ends a line */
	unsigned int head, canon_head, tail;  /* [n] */
	unsigned int line_start;	      /* receiver only: where the line being typed begins */
	bool lnext;			      /* receiver only: the next character is literal */
	bool erasing;			      /* receiver only: between \ and / of ECHOPRT */
	bool icanon;			      /* [t] as of the last set_termios */
	struct mutex read_lock;		      /* RANK_TTY_IO: one reader */
	struct mutex output_lock;	      /* RANK_TTY_OUT */
	unsigned int column, canon_column;    /* [o] of the cursor; where the typed line began */
	u8 echo[ECHO_SIZE];		      /* [o] echo the driver had no room for */
	unsigned int echo_head, echo_tail;    /* [o] */
};

static inline u8 ring_get(const struct n_tty_data *d, unsigned int i)
{
	return d->buf[i % N_TTY_SIZE];
}

static inline bool ring_delim(const struct n_tty_data *d, unsigned int i)
{
	return test_bit(i % N_TTY_SIZE, d->delim);
}

/* n_tty_out.c; output_lock held */
void echo_raw(struct tty_struct *tty, u8 c);
void echo_char(struct tty_struct *tty, u8 c); /* ^X for control characters if ECHOCTL */
void echo_flush(struct tty_struct *tty);
/* Column after the characters [from, to) of the ring, as echoed. */
unsigned int echo_column(struct tty_struct *tty, unsigned int from, unsigned int to);
