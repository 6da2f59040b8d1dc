package io.sluice.capture;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.logbuffer.BufferClaim;
import io.sluice.datapath.tap.TapSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One lane's end of a capture's stream: a packet is written where its reader will read it. The
 * lane's alone, but for the totals.
 */
final class LaneSink implements TapSink {
  private static final VarHandle WRITTEN = handle("written");
  private static final VarHandle LOST = handle("lost");

  private final ExclusivePublication publication;
  private final BufferClaim claim = new BufferClaim();
  private long written;
  private long lost;

  LaneSink(ExclusivePublication publication) {
    this.publication = publication;
  }

  @Override
  public long claim(int size) {
    long position = publication.tryClaim(size, claim);
    if (position == Publication.ADMIN_ACTION) {
      position = publication.tryClaim(size, claim); // the next term is there now
    }
    if (position < 0) {
      LOST.setOpaque(this, lost + 1);
      return 0;
    }
    return claim.buffer().addressOffset() + claim.offset();
  }

  @Override
  public void commit() {
    claim.commit();
    WRITTEN.setOpaque(this, written + 1);
  }

  @Override
  public void abort() {
    claim.abort();
    LOST.setOpaque(this, lost + 1);
  }

  /** Any thread; exact when the lane has let go of the tap. */
  CaptureTotals totals() {
    return new CaptureTotals((long) WRITTEN.getOpaque(this), (long) LOST.getOpaque(this));
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(LaneSink.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
