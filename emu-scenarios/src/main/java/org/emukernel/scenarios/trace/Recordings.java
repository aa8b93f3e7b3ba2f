package org.emukernel.scenarios.trace;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceSource;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.trace.RecordingFile.Packing;

/** Opens recordings: plain or gzip, in whichever known form they are, both told by content. */
public final class Recordings {
  private static final int BEGINNING = 1 << 16;
  private static final int GZIP_BUFFER = 1 << 16;
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

  private final List<TraceFormat> formats;

  /** Creates an opener that knows these formats; the first that recognises a recording reads it. */
  public Recordings(List<TraceFormat> formats) {
    this.formats = List.copyOf(formats);
  }

  /**
   * {@return the recording, opened at its first event}
   *
   * @throws TraceSyntaxException if no format recognises it
   * @throws IOException if it cannot be read
   */
  public Recording open(Path path) throws IOException {
    return open(path, ProgressSink.NONE);
  }

  /**
   * {@return the recording, opened at its first event}
   *
   * @param progress told how many bytes of the file have been read
   * @throws TraceSyntaxException if no format recognises it
   * @throws IOException if it cannot be read
   */
  public Recording open(Path path, ProgressSink progress) throws IOException {
    progress.started(path.toString(), Math.max(1, Files.size(path)));
    InputStream in = new CountedInput(Files.newInputStream(path), progress);
    try {
      PushbackInputStream file = new PushbackInputStream(in, GZIP_MAGIC.length);
      Packing packing = packing(file);
      InputStream plain = packing == Packing.GZIP ? unpacked(path, file) : file;
      byte[] beginning = beginning(plain);
      TraceFormat format = formatOf(path, beginning);
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(beginning), plain);
      TraceSource source = new RecordingFile(path, packing, whole, progress);
      return new Recording(path, format, format.open(source));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static Packing packing(PushbackInputStream file) throws IOException {
    byte[] magic = file.readNBytes(GZIP_MAGIC.length);
    file.unread(magic);
    return Arrays.equals(magic, GZIP_MAGIC) ? Packing.GZIP : Packing.PLAIN;
  }

  private static InputStream unpacked(Path path, InputStream file) throws IOException {
    try {
      return new GZIPInputStream(file, GZIP_BUFFER);
    } catch (EOFException | ZipException e) {
      throw new TraceSyntaxException(path + ": the gzip header is cut off or damaged");
    }
  }

  private static byte[] beginning(InputStream in) throws IOException {
    byte[] bytes = new byte[BEGINNING];
    int length = 0;
    try {
      int count = 0;
      while (count >= 0 && length < BEGINNING) {
        length += count;
        count = in.read(bytes, length, BEGINNING - length);
      }
    } catch (EOFException | ZipException e) {
      /* The reader will meet the same end and report it with the line that it reached. */
      return Arrays.copyOf(bytes, length);
    }
    return Arrays.copyOf(bytes, length);
  }

  private TraceFormat formatOf(Path path, byte[] beginning) throws TraceSyntaxException {
    for (TraceFormat format : formats) {
      if (format.recognises(beginning)) {
        return format;
      }
    }
    throw new TraceSyntaxException(path + ": " + whyUnknown(beginning));
  }

  private String whyUnknown(byte[] beginning) {
    if (beginning.length == 0) {
      return "the file is empty";
    }
    String known = formats.stream().map(TraceFormat::name).collect(Collectors.joining(", "));
    return "no known form of recording ("
        + known
        + "): it begins with "
        + Excerpts.of(beginning, 0, beginning.length);
  }
}
