/**
 * The vhost-user back end's control side: the protocol engine (which holds a device's whole state
 * and does no I/O), the guest memory's mappings, and the session that speaks on the socket. Not
 * here: moving packets (virtqueue), and who drives a session (the actors).
 */
package io.sluice.ring.vhost;
