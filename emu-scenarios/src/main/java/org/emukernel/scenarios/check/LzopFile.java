package org.emukernel.scenarios.check;

import io.airlift.compress.lzo.LzoDecompressor;
import java.io.ByteArrayOutputStream;
import org.emukernel.entry.check.BadImageException;

/**
 * What lzop writes: a header, then blocks, each with its two lengths, checksums and LZO1X data; all
 * numbers with the highest byte first. Source: lib/decompress_unlzo.c, v6.1; checksums are not
 * compared, as there.
 */
final class LzopFile {

  private static final int MAGIC = 9;
  private static final int WITH_LEVEL = 0x940;
  private static final int FLAG_FILTER = 0x800;
  private static final int FLAG_ADLER32_UNPACKED = 1;
  private static final int FLAG_ADLER32_PACKED = 2;
  private static final int FLAG_CRC32_UNPACKED = 0x100;
  private static final int FLAG_CRC32_PACKED = 0x200;
  private static final int CHECKSUM = 4;
  private static final int BLOCK = 64 << 20;

  private final Compression.Packed packed;
  private final int limit;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int at;
  private int flags;

  private LzopFile(Compression.Packed packed, int limit) {
    this.packed = packed;
    this.limit = limit;
    this.at = packed.from() + MAGIC;
  }

  /** {@return the content, of at most {@code limit} bytes} */
  static byte[] unpack(Compression.Packed packed, int limit) throws BadImageException {
    LzopFile file = new LzopFile(packed, limit);
    file.header();
    while (file.block()) {
      // The next one.
    }
    return file.out.toByteArray();
  }

  private int next(int bytes, String what) throws BadImageException {
    if (packed.to() - at < bytes) {
      throw new BadImageException(at, "the end of lzo data", what);
    }
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | packed.file().u8(at++, what);
    }
    return value;
  }

  private void header() throws BadImageException {
    int version = next(2, "the version of lzop");
    next(2, "the version of the library");
    if (version >= WITH_LEVEL) {
      next(2, "the version that unpacks");
    }
    next(1, "the method");
    if (version >= WITH_LEVEL) {
      next(1, "the level");
    }
    flags = next(4, "flags");
    if ((flags & FLAG_FILTER) != 0) {
      next(4, "a filter");
    }
    next(4, "the mode");
    next(4, "the time");
    if (version >= WITH_LEVEL) {
      next(4, "the time");
    }
    int name = next(1, "the length of the name");
    for (int i = 0; i < name; i++) {
      next(1, "the name");
    }
    next(CHECKSUM, "a checksum");
  }

  /* A block as long packed as unpacked is not packed. */
  private boolean block() throws BadImageException {
    int size = next(4, "the length of a block");
    if (size == 0) {
      return false;
    }
    int length = next(4, "the packed length of a block");
    skipChecksums(size, length);
    if (size < 0 || size > BLOCK || length < 1 || length > size || length > packed.to() - at) {
      throw new BadImageException(
          at,
          "an lzo block of %s bytes from %s"
              .formatted(Integer.toUnsignedString(size), Integer.toUnsignedString(length)),
          "at most %d from %d".formatted(BLOCK, packed.to() - at));
    }
    if ((long) out.size() + size > limit) {
      throw Compression.tooLarge(packed.from());
    }
    unpack(size, length);
    return true;
  }

  private void skipChecksums(int size, int length) throws BadImageException {
    int count =
        Integer.bitCount(flags & (FLAG_ADLER32_UNPACKED | FLAG_CRC32_UNPACKED))
            + (length < size
                ? Integer.bitCount(flags & (FLAG_ADLER32_PACKED | FLAG_CRC32_PACKED))
                : 0);
    for (int i = 0; i < count; i++) {
      next(CHECKSUM, "a checksum");
    }
  }

  private void unpack(int size, int length) throws BadImageException {
    byte[] block = new byte[size];
    byte[] bytes = packed.file().bytes();
    if (length == size) {
      System.arraycopy(bytes, at, block, 0, size);
    } else if (new LzoDecompressor().decompress(bytes, at, length, block, 0, size) != size) {
      throw new BadImageException(at, "an lzo block of another length", size + " bytes");
    }
    out.write(block, 0, size);
    at += length;
  }
}
