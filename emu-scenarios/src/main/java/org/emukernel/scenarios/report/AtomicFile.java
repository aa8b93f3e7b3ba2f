package org.emukernel.scenarios.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files whole: whoever looks sees the old content or the new one, never a part. */
public final class AtomicFile {

  private AtomicFile() {}

  /**
   * Writes a file beside its place and moves it there; a device or pipe is written to as it is.
   *
   * @throws IOException if it cannot be written; what was there before is still there
   */
  public static void write(Path file, byte[] content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.write(file, content); // A device or pipe must not be replaced; a directory refuses.
      return;
    }
    try (PartFile part = PartFile.beside(file)) {
      Files.write(part.path(), content);
      part.commit();
    }
  }
}
