/**
 * Raw memory: the one window through which guest memory and chunks are read and written, and the
 * packet pool.
 */
package io.sluice.ring.memory;
