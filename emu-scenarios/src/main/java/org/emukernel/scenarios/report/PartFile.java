package org.emukernel.scenarios.report;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is being written beside its place, and moved there when it is whole. What is closed
 * before goes away; what was in its place before is still there.
 */
public final class PartFile implements Closeable {

  private final Path part;
  private final Path target;

  private PartFile(Path part, Path target) {
    this.part = part;
    this.target = target;
  }

  /**
   * {@return one that does not exist yet}
   *
   * @param file its place; where that is a link, what the link leads to
   * @throws IOException if the place cannot be found
   */
  public static PartFile beside(Path file) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path part = target.resolveSibling(target.getFileName() + ".part");
    part.toFile().deleteOnExit();
    return new PartFile(part, target);
  }

  /** {@return where it is written} */
  public Path path() {
    return part;
  }

  /** Moves it to its place. */
  public void commit() throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(part);
  }
}
