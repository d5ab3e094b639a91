/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/page.h - page size, the kernel's fixed windows and address conversion
 *
 * __pa/__va convert between a direct-map pointer and a physical address; __pa_symbol takes the
 * address of something in the kernel image.  Range-checked in debug builds.
 */
#pragma once

#include "base/types.h"
#include <asm/page.h>
