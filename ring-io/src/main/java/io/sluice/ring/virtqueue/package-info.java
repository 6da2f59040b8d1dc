/**
 * Virtqueues as the device side sees them: guest memory, the split ring's layout and the two queues
 * (guest transmits, guest receives) over it. Not here: how a ring is set up (vhost).
 */
package io.sluice.ring.virtqueue;
