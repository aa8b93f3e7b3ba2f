package org.emukernel.scenarios.plugin;

/** A path that can hold no plug-in; the message is one line: place, found, expected. */
public final class BadPlugInException extends Exception {

  private static final long serialVersionUID = 1L;

  BadPlugInException(String message) {
    super(message);
  }
}
