/**
 * Which actors a switch has, as a tree of paths, and what each did: counted by its owner, read by
 * who asks, so that asking costs no actor and no lane anything. Knows neither Akka nor packets.
 */
package io.sluice.census;
