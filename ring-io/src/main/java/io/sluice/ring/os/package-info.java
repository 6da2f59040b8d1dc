/**
 * The system calls this program makes, one class per C header, through the foreign function API:
 * the only native calls there are. Not here: what a call is used for.
 *
 * <p>Pointers are passed as longs, so a call on a hot path allocates nothing. A result below 0 is a
 * named one ({@link io.sluice.ring.os.Errno#WOULD_BLOCK} and its like, always minus an errno);
 * every other failure throws {@link io.sluice.ring.os.OsException}. EINTR is retried here and never
 * seen.
 */
package io.sluice.ring.os;
