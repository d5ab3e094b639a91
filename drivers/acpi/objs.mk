# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += drivers/acpi/tables.o
obj-y += drivers/acpi/power.o
