// SPDX-License-Identifier: GPL-2.0-only
/*
 * ownserial.c - for the tests: the serial line itself: the interrupt handler of a 8250, and what
 * wakes a writer when there is room again.  Copies that count.
 */
#include <linux/serial_8250.h>
#include <linux/serial_core.h>
#include <linux/serial_reg.h>
#if __has_include(<linux/tty_port.h>)
#include <linux/tty_port.h>	/* since 5.12 */
#endif
#include "hotpatch.h"

static int calls, wakes;	/* a lost count does not matter */
module_param(calls, int, 0444);
module_param(wakes, int, 0444);

extern void serial8250_rpm_get(struct uart_8250_port *p);
extern void serial8250_rpm_put(struct uart_8250_port *p);

static int new_serial8250_default_handle_irq(struct uart_port *port)
{
	struct uart_8250_port *up = up_to_u8250p(port);
	unsigned int iir;
	int ret;

	calls++;
	serial8250_rpm_get(up);
	iir = serial_port_in(port, UART_IIR);
	ret = serial8250_handle_irq(port, iir);
	serial8250_rpm_put(up);
	return ret;
}

static void new_uart_write_wakeup(struct uart_port *port)
{
	wakes++;
	tty_port_tty_wakeup(&port->state->port);
}

HOTPATCH("test: interrupts of serial lines count",
	 HOTPATCH_REPLACE(serial8250_default_handle_irq, new_serial8250_default_handle_irq),
	 HOTPATCH_REPLACE(uart_write_wakeup, new_uart_write_wakeup));
