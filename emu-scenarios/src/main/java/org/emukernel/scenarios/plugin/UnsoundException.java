package org.emukernel.scenarios.plugin;

/** A provider that breaks a rule of its interface; the message is what was found and expected. */
final class UnsoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsoundException(String message) {
    super(message);
  }
}
