/**
 * What a device does in software when its output cannot take an unfinished packet: completes
 * checksums and cuts large TCP packets into segments. Not here: the offload fields themselves
 * (packet) and the devices.
 */
package io.sluice.ring.offload;
