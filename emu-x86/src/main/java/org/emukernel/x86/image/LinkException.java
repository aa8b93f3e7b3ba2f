package org.emukernel.x86.image;

import java.util.List;

/**
 * Units that cannot be linked: symbols undefined or defined twice, fields out of range. All
 * problems are listed.
 */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param problems one line each
   */
  public LinkException(List<String> problems) {
    super("cannot link: " + String.join("; ", problems));
  }
}
