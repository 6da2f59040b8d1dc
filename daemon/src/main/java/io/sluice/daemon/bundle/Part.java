package io.sluice.daemon.bundle;

/**
 * A file of the bundle and where it comes from.
 *
 * @param name in the archive
 */
record Part(String name, Source source) {
  /** Gets the text, on the thread that makes the bundle or one that it may give up. */
  interface Source {
    /**
     * @throws Missing when there is none, with the reason
     * @throws Exception the same
     */
    String get() throws Exception;
  }

  /** Why a part is not there, for people. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String why) {
      super(why, null, false, false);
    }
  }
}
