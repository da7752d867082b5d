// SPDX-License-Identifier: GPL-2.0-only
/*
 * dummyxmit.c - a function in a module: dummy_xmit() of the network driver "dummy" counts what
 * it throws away, multicasts apart.
 *
 * Shows: HOTPATCH_REPLACE_IN().  The module must be loaded before the patch; it stays loaded as
 * long as the patch is applied.
 *
 * A session, in /sys/module on 6.1:
 *
 *	# hp-console apply dummyxmit
 *	dummyxmit: applied: depth hold, 1 stop, longest 143 us, whole 4.9 ms
 *	# ping -c 1 -W 1 10.9.9.2
 *	# ping -c 1 -W 1 -I dummy0 224.0.0.1
 *	# cat dummyxmit/parameters/packets dummyxmit/parameters/multicasts
 *	2
 *	1
 *	# hp-console revert dummyxmit
 *	dummyxmit: reverted, the old code runs: depth hold, 1 stop, longest 23.1 ms, whole 84.9 ms
 *	# hp-console unload dummyxmit
 *	dummyxmit: unloaded
 *
 * Needs: CONFIG_DUMMY
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include "hotpatch.h"

static atomic_long_t packets, multicasts;

static HOTPATCH_NEW netdev_tx_t new_dummy_xmit(struct sk_buff *skb, struct net_device *dev)
{
	atomic_long_inc(&packets);
	if (is_multicast_ether_addr(skb->data))
		atomic_long_inc(&multicasts);
	dev_lstats_add(dev, skb->len);
	skb_tx_timestamp(skb);
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static int show_count(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%ld\n", atomic_long_read((atomic_long_t *)param->arg));
}

static const struct kernel_param_ops count_ops = { .get = show_count };
module_param_cb(packets, &count_ops, &packets, 0444);
module_param_cb(multicasts, &count_ops, &multicasts, 0444);

HOTPATCH("the dummy network device counts packets and multicasts, in parameters",
	 HOTPATCH_REPLACE_IN("dummy", dummy_xmit, new_dummy_xmit));
