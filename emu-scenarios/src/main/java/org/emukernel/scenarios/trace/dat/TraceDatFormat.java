package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceSource;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.scenarios.trace.MalformedTraceException;
import org.emukernel.scenarios.trace.ReadingLog;

/** trace-cmd's binary recordings, versions 6 and 7. */
public final class TraceDatFormat implements TraceFormat {
  private static final int LONG_32 = 4;
  private static final int LONG_64 = 8;

  /** Creates the format; it has no state. */
  public TraceDatFormat() {}

  @Override
  public String name() {
    return "trace-dat";
  }

  @Override
  public String description() {
    return "trace-cmd's binary trace.dat, versions 6 and 7";
  }

  @Override
  public boolean recognises(byte[] beginning) {
    byte[] magic = DatLayout.magic();
    return beginning.length >= magic.length
        && Arrays.equals(beginning, 0, magic.length, magic, 0, magic.length);
  }

  @Override
  public TraceReader open(TraceSource recording) throws IOException {
    DatFile file = new DatFile(recording.channel());
    try {
      return open(file);
    } catch (DatException e) {
      file.close();
      throw e.syntaxError();
    } catch (MalformedTraceException e) {
      file.close();
      throw new TraceSyntaxException(Printable.line(String.valueOf(e.getMessage())));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static TraceReader open(DatFile file) throws IOException, MalformedTraceException {
    DatHeader header = new DatHeader(new ReadingLog());
    readHeader(file, header);
    PageLayout layout = header.layout();
    if (layout == null) {
      throw new MalformedTraceException("expected the layout of pages (header_page), found none");
    }
    return new TraceDatReader(file, header, layout);
  }

  private static void readHeader(DatFile file, DatHeader header) throws IOException {
    DatInput in = new DatInput(file, ByteOrder.LITTLE_ENDIAN);
    in.skip("the magic number", DatLayout.magic().length);
    String version = in.text("the version");
    if (!version.equals("6") && !version.equals("7")) {
      throw in.expectedLast("version 6 or 7", "\"" + version + "\"");
    }
    header.order(order(in));
    in.order(header.order());
    int longSize = in.number8("the size of a long");
    if (longSize != LONG_32 && longSize != LONG_64) {
      throw in.expectedLast("a long of 4 or 8 bytes", Integer.toString(longSize));
    }
    header.pageSize(PageSize.checked(in.number32("the page size"), in));
    if (version.equals("6")) {
      new Version6(file, in, header).read();
    } else {
      new Version7(file, in, header).read();
    }
  }

  private static ByteOrder order(DatInput in) throws IOException {
    int endian = in.number8("the byte order");
    return switch (endian) {
      case DatLayout.LITTLE_ENDIAN -> ByteOrder.LITTLE_ENDIAN;
      case DatLayout.BIG_ENDIAN -> ByteOrder.BIG_ENDIAN;
      default -> throw in.expectedLast("0 (little endian) or 1 (big)", Integer.toString(endian));
    };
  }
}
