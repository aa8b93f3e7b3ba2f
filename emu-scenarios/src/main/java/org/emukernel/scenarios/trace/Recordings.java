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
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.scenarios.report.ProgressSink;

/** Opens recordings: plain or gzip, in whichever known form they are, both told by content. */
public final class Recordings {
  private static final int BEGINNING = 1 << 16;
  private static final int GZIP_BUFFER = 1 << 16;
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final byte[] TRACE_DAT = {0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g'};

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
      InputStream plain = decompressed(path, in);
      byte[] beginning = beginning(plain);
      TraceFormat format = formatOf(path, beginning);
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(beginning), plain);
      return new Recording(path, format, format.open(whole));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream decompressed(Path path, InputStream in) throws IOException {
    byte[] magic = in.readNBytes(GZIP_MAGIC.length);
    PushbackInputStream whole = new PushbackInputStream(in, GZIP_MAGIC.length);
    whole.unread(magic);
    if (!Arrays.equals(magic, GZIP_MAGIC)) {
      return whole;
    }
    try {
      return new GZIPInputStream(whole, GZIP_BUFFER);
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
    if (startsWith(beginning, TRACE_DAT)) {
      return "this is trace-cmd's binary form; convert it with: trace-cmd report FILE";
    }
    String known = formats.stream().map(TraceFormat::name).collect(Collectors.joining(", "));
    return "no known form of recording ("
        + known
        + "): it begins with "
        + Excerpts.of(beginning, 0, beginning.length);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
