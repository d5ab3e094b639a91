# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += arch/x86_64/mm/init.o
obj-y += arch/x86_64/mm/page.o
obj-y += arch/x86_64/mm/pgtable.o
obj-y += arch/x86_64/mm/pgrange.o
obj-y += arch/x86_64/mm/extable.o
obj-y += arch/x86_64/mm/pgd.o
obj-y += arch/x86_64/mm/tlb.o
obj-y += arch/x86_64/mm/uaccess_asm.o
obj-y += arch/x86_64/mm/uaccess.o
obj-y += arch/x86_64/mm/late.o
obj-y += arch/x86_64/mm/vmemmap.o
obj-$(if $(call on,KASAN),y) += arch/x86_64/mm/kasan_init.o
nosan-y += arch/x86_64/mm/kasan_init.o
ktest-y += arch/x86_64/mm/mm_test.o arch/x86_64/mm/pgrange_test.o
