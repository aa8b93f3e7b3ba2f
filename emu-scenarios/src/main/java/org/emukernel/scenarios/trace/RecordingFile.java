package org.emukernel.scenarios.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipException;
import org.emukernel.api.trace.TraceSource;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.scenarios.report.ProgressSink;

/** A file whose beginning has been looked at. */
final class RecordingFile implements TraceSource {

  /** How the file is packed as a whole. */
  enum Packing {
    PLAIN,
    GZIP
  }

  private final Path path;
  private final Packing packing;
  private final InputStream stream;
  private final ProgressSink progress;

  /**
   * Makes a source.
   *
   * @param stream the unpacked recording from its first byte
   * @param progress told of the bytes that are read in place of those of the stream
   */
  RecordingFile(Path path, Packing packing, InputStream stream, ProgressSink progress) {
    this.path = path;
    this.packing = packing;
    this.stream = stream;
    this.progress = progress;
  }

  @Override
  public InputStream stream() {
    return stream;
  }

  @Override
  public SeekableByteChannel channel() throws IOException {
    try (stream) {
      return packing == Packing.PLAIN
          ? new CountedChannel(Files.newByteChannel(path), progress)
          : unpacked();
    }
  }

  private SeekableByteChannel unpacked() throws IOException {
    Path file = Files.createTempFile("emu-", ".dat");
    try {
      copyTo(file);
      return Files.newByteChannel(
          file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void copyTo(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      stream.transferTo(out);
    } catch (EOFException | ZipException e) {
      throw new TraceSyntaxException(path + ": the gzip data is cut off or damaged");
    }
  }
}
