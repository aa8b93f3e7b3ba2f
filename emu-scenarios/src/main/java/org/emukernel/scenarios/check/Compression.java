package org.emukernel.scenarios.check;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.scenarios.unpack.ZstdFrame;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * How a kernel or module is packed, by its first bytes; scripts/Makefile.lib, v6.1 (cmd_gzip,
 * cmd_xzkern, cmd_zstd22, cmd_lz4, cmd_lzo, cmd_lzma). Never gives more than {@link #LIMIT} bytes.
 */
enum Compression {
  GZIP(0x1f, 0x8b) {
    @Override
    byte[] unpack(Packed packed) throws IOException, BadImageException {
      return packed.all(new GZIPInputStream(packed.stream()));
    }
  },
  XZ(0xfd, '7', 'z', 'X', 'Z', 0) {
    @Override
    byte[] unpack(Packed packed) throws IOException, BadImageException {
      return packed.all(new SingleXZInputStream(packed.stream(), LIMIT >> 10));
    }
  },
  ZSTD(0x28, 0xb5, 0x2f, 0xfd) {
    @Override
    byte[] unpack(Packed packed) throws BadImageException {
      return unpackZstd(packed);
    }
  },
  LZ4(0x02, 0x21, 0x4c, 0x18) {
    @Override
    byte[] unpack(Packed packed) throws BadImageException {
      return unpackLz4(packed);
    }
  },
  LZMA(0x5d, 0, 0) {
    @Override
    byte[] unpack(Packed packed) throws IOException, BadImageException {
      return packed.all(new LZMAInputStream(packed.stream(), LIMIT >> 10));
    }
  },
  LZO(0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n') {
    @Override
    byte[] unpack(Packed packed) throws BadImageException {
      return LzopFile.unpack(packed, limit());
    }
  },
  BZIP2('B', 'Z', 'h'),
  LZ4_FRAME(0x04, 0x22, 0x4d, 0x18);

  /** The most that is unpacked, bytes: several times the largest kernel of a distribution. */
  static final int LIMIT = 512 << 20;

  /** What the library says where there is more. */
  private static final String TOO_SMALL = "Output buffer too small";

  private static final int LZ4_BLOCK = 8 << 20;
  private static final int FIRST_GUESS = 4;
  private static final int SIZE_BYTES = 4;

  private final int[] magic;

  Compression(int... magic) {
    this.magic = magic;
  }

  /**
   * What is to be unpacked.
   *
   * @param from offset of the first byte in the file
   * @param to offset after the last
   * @param size of the content as the header of a kernel tells, or 0 if nobody tells
   */
  record Packed(ByteView file, int from, int to, long size) {

    InputStream stream() {
      return new ByteArrayInputStream(file.bytes(), from, to - from);
    }

    byte[] all(InputStream in) throws IOException, BadImageException {
      byte[] content = in.readNBytes(limit() + 1);
      if (content.length > limit()) {
        throw tooLarge(from);
      }
      return content;
    }
  }

  /** {@return how bytes at an offset are packed, if they are} */
  static Optional<Compression> at(ByteView file, int offset) {
    return Stream.of(values()).filter(c -> file.isAt(offset, c.magic)).findFirst();
  }

  /** {@return the names of those that can be unpacked} */
  static String known() {
    return "gzip, xz, zstd, lz4, lzo or lzma";
  }

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@return the content} */
  static byte[] unpack(Compression how, Packed packed) throws BadImageException {
    try {
      return how.unpack(packed);
    } catch (IOException
        | MalformedInputException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new BadImageException(
          packed.from(),
          "%s data that cannot be unpacked (%s)".formatted(how.key(), e.getMessage()),
          "whole " + how.key() + " data");
    }
  }

  byte[] unpack(Packed packed) throws IOException, BadImageException {
    throw new BadImageException(
        packed.from(), key() + " data", known() + " (no library here unpacks " + key() + ")");
  }

  private static int limit() {
    return (int) Math.min(LIMIT, Runtime.getRuntime().maxMemory() / 4);
  }

  static BadImageException tooLarge(int offset) {
    return new BadImageException(
        offset,
        "packed data of more than %d MiB".formatted(limit() >> 20),
        "at most that (a larger JVM heap, -Xmx, allows up to %d MiB)".formatted(LIMIT >> 20));
  }

  /* The frame tells the size where zstd knew it; a kernel's header does; else larger and larger buffers are tried. */
  private static byte[] unpackZstd(Packed packed) throws BadImageException {
    byte[] frames = Arrays.copyOfRange(packed.file().bytes(), packed.from(), packed.to());
    if (frames.length < ZstdFrame.SHORTEST) {
      throw new BadImageException(
          packed.from(), "%d bytes of zstd data".formatted(frames.length), "a whole frame");
    }
    byte[] input = ZstdFrame.withSmallWindow(frames);
    long told = ZstdDecompressor.getDecompressedSize(input, 0, input.length);
    boolean known = told > 0 || packed.size() > 0;
    long size = told > 0 ? told : packed.size();
    long capacity = known ? size : (long) input.length * FIRST_GUESS;
    while (capacity <= limit()) {
      byte[] output = new byte[(int) capacity];
      try {
        int written =
            new ZstdDecompressor().decompress(input, 0, input.length, output, 0, output.length);
        return Arrays.copyOf(output, written);
      } catch (MalformedInputException e) {
        if (known || !String.valueOf(e.getMessage()).startsWith(TOO_SMALL)) {
          throw e;
        }
        if (capacity == limit()) {
          throw tooLarge(packed.from());
        }
        capacity = Math.min(capacity * 2, limit());
      }
    }
    throw tooLarge(packed.from());
  }

  /* The legacy format: magic, then blocks, each the packed length in 4 bytes and the block; lib/decompress_unlz4.c, v6.1. */
  private static byte[] unpackLz4(Packed packed) throws BadImageException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[LZ4_BLOCK];
    int at = packed.from() + SIZE_BYTES;
    while (packed.to() - at > SIZE_BYTES) {
      long length = packed.file().u32(at, "the length of an lz4 block");
      if (length == 0) {
        break;
      }
      at += SIZE_BYTES;
      if (length > packed.to() - at) {
        throw new BadImageException(
            at, "an lz4 block of %d bytes".formatted(length), "at most " + (packed.to() - at));
      }
      int written =
          new Lz4Decompressor()
              .decompress(packed.file().bytes(), at, (int) length, block, 0, block.length);
      if (out.size() + (long) written > limit()) {
        throw tooLarge(packed.from());
      }
      out.write(block, 0, written);
      at += (int) length;
    }
    return out.toByteArray();
  }
}
