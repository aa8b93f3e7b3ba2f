package org.emukernel.scenarios.trace.dat;

/** A section of version 7 that was compressed. */
record UnpackedSection(byte[] bytes, long sectionPlace) implements DatBytes {

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long place, byte[] to, int offset, int count) {
    System.arraycopy(bytes, (int) place, to, offset, count);
  }

  @Override
  public long fileOffset(long place) {
    return sectionPlace;
  }

  @Override
  public String name(long place) {
    return "byte " + sectionPlace + ", unpacked byte " + place;
  }
}
