package org.emukernel.scenarios.check;

import org.emukernel.entry.check.BadImageException;

/**
 * What the sections that are looked at may take together: in memory so much, and of the file not
 * more than it holds, so that no part of it is read again and again.
 */
final class SizeBudget {

  private static final long MOST_BYTES = 1L << 30;

  private final long fileLength;
  private long memory;
  private long fromFile;

  SizeBudget(long fileLength) {
    this.fileLength = fileLength;
  }

  /** Counts a section. */
  void take(ElfSection section) throws BadImageException {
    if (section.size() > MOST_BYTES - memory) {
      throw new BadImageException(
          section.headerOffset(),
          "sections of more than %d MiB".formatted(MOST_BYTES >> 20),
          "at most that");
    }
    memory += section.size();
    fromFile += section.isEmptyInFile() ? 0 : section.size();
    if (fromFile > fileLength) {
      throw new BadImageException(
          section.headerOffset(), "sections that overlap in the file", "each in its own place");
    }
  }
}
