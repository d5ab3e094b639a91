# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += arch/x86_64/mm/init.o
obj-y += arch/x86_64/mm/page.o
obj-y += arch/x86_64/mm/pgtable.o
