/**
 * What a lane knows about a bridge: exact cache, megaflows, and the slow path that fills them. All
 * of it is owned by one lane; nothing is shared with another.
 */
package io.sluice.flow.cache;
