package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {

  private static final List<String> KNOWN = List.of("cpus", "isolated", "memory", "profile");

  @ParameterizedTest
  @CsvSource({"cpu,cpus", "CPUS,cpus", "cpsu,cpus", "isolatde,isolated", "profil,profile"})
  void of_slip_findsTheName(String slip, String meant) {
    assertThat(NearMiss.of(slip, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"seed", "x", "''"})
  void of_otherName_findsNothing(String name) {
    assertThat(NearMiss.of(name, KNOWN)).isEmpty();
  }

  @Test
  void of_longText_findsNothing() {
    assertThat(NearMiss.of("c".repeat(100_000), KNOWN)).isEmpty();
  }
}
