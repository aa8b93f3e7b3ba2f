package org.emukernel.scenarios.trace.dat;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.emukernel.scenarios.trace.MalformedTraceException;
import org.emukernel.scenarios.unpack.ZstdFrame;

/** How a version 7 file is compressed, by the name that stands at its beginning. */
enum DatCompression {
  NONE {
    @Override
    byte[] unpack(byte[] packed, int size) {
      return packed;
    }
  },
  ZLIB {
    @Override
    byte[] unpack(byte[] packed, int size) throws MalformedTraceException {
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(packed);
        byte[] out = new byte[size];
        return checked(out, inflater.inflate(out));
      } catch (DataFormatException e) {
        throw new MalformedTraceException("expected zlib data: " + e.getMessage());
      } finally {
        inflater.end();
      }
    }
  },
  ZSTD {
    @Override
    byte[] unpack(byte[] packed, int size) throws MalformedTraceException {
      if (packed.length < ZstdFrame.SHORTEST) {
        throw new MalformedTraceException(
            "expected a zstd frame, found " + packed.length + " bytes");
      }
      try {
        byte[] frames = ZstdFrame.withSmallWindow(packed);
        byte[] out = new byte[size];
        return checked(
            out, new ZstdDecompressor().decompress(frames, 0, frames.length, out, 0, size));
      } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
        /* The library checks much of its input by these, but not all. */
        throw new MalformedTraceException("expected zstd data: " + e.getMessage());
      }
    }
  };

  /**
   * {@return what was packed}
   *
   * @param packed the packed bytes; may be changed
   * @param size how many bytes there must be
   */
  abstract byte[] unpack(byte[] packed, int size) throws MalformedTraceException;

  private static byte[] checked(byte[] out, int written) throws MalformedTraceException {
    if (written != out.length) {
      throw new MalformedTraceException(
          "expected " + out.length + " bytes when unpacked, found " + written);
    }
    return out;
  }

  static Optional<DatCompression> of(String name) {
    return Arrays.stream(values()).filter(one -> one.key().equals(name)).findFirst();
  }

  private String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String names() {
    return Arrays.stream(values()).map(DatCompression::key).collect(Collectors.joining(", "));
  }
}
