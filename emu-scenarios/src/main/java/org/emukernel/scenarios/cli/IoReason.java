package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Says in words why a file could not be read or written. */
final class IoReason {

  private IoReason() {}

  /** {@return the reason with the file before it, if it does not stand there already} */
  static String at(Path file, IOException e) {
    String reason = of(e);
    return reason.startsWith(file.toString()) ? reason : file + ": " + reason;
  }

  static String of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return Optional.ofNullable(reason).orElseGet(() -> e.getClass().getSimpleName());
  }
}
