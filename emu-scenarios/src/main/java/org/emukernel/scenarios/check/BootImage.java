package org.emukernel.scenarios.check;

import org.emukernel.entry.check.BadImageException;

/**
 * A bzImage: the boot loader's header, then the packed kernel; Documentation/arch/x86/boot.rst,
 * "The Real-Mode Kernel Header", protocol 2.08 and later.
 */
final class BootImage {

  private static final int SETUP_SECTS = 0x1f1;
  private static final int HEADER = 0x202;
  private static final int VERSION = 0x206;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int PAYLOAD_LENGTH = 0x24c;
  private static final int SECTOR = 512;
  private static final int DEFAULT_SECTS = 4;
  private static final int WITH_PAYLOAD = 0x208;
  private static final int SIZE_BYTES = 4;

  private BootImage() {}

  static boolean is(ByteView file) {
    return file.isAt(HEADER, 'H', 'd', 'r', 'S');
  }

  /** {@return the kernel inside, an ELF file} */
  static byte[] kernel(ByteView file) throws BadImageException {
    int version = file.u16(VERSION, "the boot protocol's version");
    if (version < WITH_PAYLOAD) {
      throw new BadImageException(
          VERSION,
          "boot protocol %d.%02d".formatted(version >> 8, version & 0xff),
          "2.08 or later");
    }
    int sectors = file.u8(SETUP_SECTS, "the number of setup sectors");
    long from = (1L + (sectors == 0 ? DEFAULT_SECTS : sectors)) * SECTOR;
    from += file.u32(PAYLOAD_OFFSET, "the payload's offset");
    long length = file.u32(PAYLOAD_LENGTH, "the payload's length");
    int start = file.require(from, length, "the payload");
    Compression how =
        Compression.at(file, start)
            .orElseThrow(
                () ->
                    new BadImageException(
                        start,
                        "a payload of an unknown kind",
                        "one packed by " + Compression.known()));
    return Compression.unpack(how, packed(file, how, start, (int) length));
  }

  /* Behind all but gzip, whose trailer ends with it, stands the unpacked size (size_append, scripts/Makefile.lib). */
  private static Compression.Packed packed(ByteView file, Compression how, int start, int length)
      throws BadImageException {
    int end = start + length;
    if (how == Compression.GZIP || length <= SIZE_BYTES) {
      return new Compression.Packed(file, start, end, 0);
    }
    long size = file.u32(end - SIZE_BYTES, "the unpacked size");
    return new Compression.Packed(file, start, end - SIZE_BYTES, size);
  }
}
