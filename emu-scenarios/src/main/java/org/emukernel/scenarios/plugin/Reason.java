package org.emukernel.scenarios.plugin;

import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** Says in one line why a provider cannot be used. */
final class Reason {

  private Reason() {}

  static String of(Throwable failure) {
    String text =
        failure instanceof ServiceConfigurationError error ? said(error) : described(failure);
    return text.replaceAll("\\s+", " ");
  }

  /* The message begins with the type of service and ": ". */
  private static String said(ServiceConfigurationError error) {
    String message = String.valueOf(error.getMessage());
    String text = message.substring(message.indexOf(": ") + 1).strip();
    @Nullable Throwable cause = error.getCause();
    return cause == null ? text : text + ": " + described(cause);
  }

  private static String described(Throwable failure) {
    boolean rule = failure instanceof UnsoundException;
    return rule ? String.valueOf(failure.getMessage()) : failure.toString();
  }
}
