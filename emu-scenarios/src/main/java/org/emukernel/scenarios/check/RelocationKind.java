package org.emukernel.scenarios.check;

import java.util.stream.Stream;
import org.emukernel.entry.check.BadImageException;

/** The relocations of kernel objects; "System V ABI AMD64 Supplement", "Relocation Types". */
enum RelocationKind {
  NONE(0, 0, Base.ZERO),
  R64(1, 8, Base.ZERO),
  PC32(2, 4, Base.PLACE),
  PLT32(4, 4, Base.PLACE),
  R32(10, 4, Base.ZERO),
  R32S(11, 4, Base.ZERO),
  PC64(24, 8, Base.PLACE);

  static final int RECORD_SIZE = 24;

  private enum Base {
    ZERO,
    PLACE
  }

  private final int number;
  private final int bytes;
  private final Base base;

  RelocationKind(int number, int bytes, Base base) {
    this.number = number;
    this.bytes = bytes;
    this.base = base;
  }

  static RelocationKind of(int number, long offset) throws BadImageException {
    return Stream.of(values())
        .filter(kind -> kind.number == number)
        .findFirst()
        .orElseThrow(
            () ->
                new BadImageException(
                    offset,
                    "relocation type " + number,
                    "one that kernels have (0, 1, 2, 4, 10, 11, 24)"));
  }

  int bytes() {
    return bytes;
  }

  boolean isRelative() {
    return base == Base.PLACE;
  }
}
