/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/percpu.h, for the host: one thread that plays every CPU; cpu_number says which */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define NR_CPUS 64

#define DECLARE_PER_CPU(type, name) extern __typeof__(type) name
#define DEFINE_PER_CPU(type, name)  __typeof__(type) name
#define this_cpu_read(var)	    (var)
#define this_cpu_ptr(ptr)	    (ptr)
