package io.sluice.daemon.command;

import java.util.Collections;
import java.util.Iterator;

/**
 * What a shell offers in a place of a command line. Stands where picocli keeps a place's completion
 * candidates; the words themselves are known only to the shell, or to the running switch.
 */
public enum Completes implements Iterable<String> {
  NOTHING,
  FILE,
  DIRECTORY,
  /** Asked of the running switch. */
  BRIDGE,
  /** Of the bridge before it; asked of the running switch. */
  PORT,
  /** Of any bridge; asked of the running switch. */
  ANY_PORT,
  /** Of a capture. */
  DIRECTION,
  DROP_REASON,
  /** {@code type=} and the keys of that type. */
  PORT_KEY,
  COMMAND,
  SHELL;

  @Override
  public Iterator<String> iterator() {
    return Collections.emptyIterator();
  }
}
