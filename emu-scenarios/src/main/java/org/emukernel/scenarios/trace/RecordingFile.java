package org.emukernel.scenarios.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
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
    SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      unlink(file);
      stream.transferTo(Channels.newOutputStream(channel));
      return channel.position(0);
    } catch (EOFException | ZipException e) {
      channel.close();
      throw new TraceSyntaxException(path + ": the gzip data is cut off or damaged");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /* So that nothing of it is left if the program is killed; where open files cannot go, it goes when it is closed. */
  private static void unlink(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
