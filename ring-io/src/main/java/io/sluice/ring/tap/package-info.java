/**
 * Linux TAP interfaces as ports: the way from the switch into the kernel's network stack. Checksum
 * and TCP segmentation offloads pass in both directions in a virtio-net header.
 */
package io.sluice.ring.tap;
