package org.emukernel.scenarios.top;

import java.io.Closeable;
import java.io.IOException;

/** Where a live table's events come from: a machine that runs, or a recording that is read. */
public interface TopSource extends Closeable {

  /** {@return what it is, for the headline} */
  String title();

  /**
   * Goes on to a time.
   *
   * @param ns virtual time since the beginning, ns
   * @throws IOException if a recording cannot be read; the message is one line
   */
  void reach(long ns) throws IOException;

  /** {@return the time that it has come to, ns since the beginning} */
  long nowNs();

  /** {@return when it ends, ns since the beginning; the greatest long if that is not known} */
  long endNs();

  /** {@return whether nothing more comes} */
  default boolean isOver() {
    return nowNs() == endNs();
  }

  /** {@return the table of what has come so far} */
  String table();

  @Override
  void close() throws IOException;
}
