package org.emukernel.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {

  private final ArenaBuilder builder = Arena.builder();
  private final int slot = builder.observer("random");
  private final Arena arena = builder.build();
  private final RandomStream stream = new RandomStream(arena, slot);

  /* The first outputs of splitmix64.c (S. Vigna, prng.di.unimi.it) from state 1234567. */
  private static final long[] PUBLISHED = {
    6457827717110365317L,
    3203168211198807973L,
    Long.parseUnsignedLong("9817491932198370423"),
    4593380528125082431L,
    Long.parseUnsignedLong("16408922859458223821")
  };

  @Test
  void next_publishedState_givesThePublishedNumbers() {
    arena.set(slot, 1234567);

    for (long number : PUBLISHED) {
      long expected = (number >>> 33) * 1000 >>> 31;
      assertThat(stream.below(1000)).isEqualTo((int) expected);
    }
  }

  /* java.util.SplittableRandom.nextLong() is SplitMix64 with the gamma of the default constructor. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 20261122})
  void below_anyState_isWhatTheJdksSplitMixGives(long state) {
    arena.set(slot, state);
    SplittableRandom jdk = new SplittableRandom(state);

    for (int i = 0; i < 1000; i++) {
      assertThat(stream.below(97)).isEqualTo((int) ((jdk.nextLong() >>> 33) * 97 >>> 31));
    }
  }

  @Test
  void exponentialNs_manyDraws_meanAndSpreadAreExponential() {
    stream.seed(42, 7);
    int draws = 100_000;
    double sum = 0;
    long aboveMean = 0;
    for (int i = 0; i < draws; i++) {
      long ns = stream.exponentialNs(1_000_000);
      assertThat(ns).isPositive();
      sum += ns;
      aboveMean += ns > 1_000_000 ? 1 : 0;
    }

    /* Five standard errors: of the mean 1/sqrt(n), of the share above it sqrt(p(1-p)/n), p = 1/e. */
    assertThat(sum / draws / 1e6).isBetween(1 - 0.0159, 1 + 0.0159);
    assertThat((double) aboveMean / draws).isBetween(1 / Math.E - 0.0077, 1 / Math.E + 0.0077);
  }

  @Test
  void seed_otherSaltOrSeed_givesAnotherStream() {
    stream.seed(1, 1);
    long first = arena.get(slot);
    stream.seed(1, 2);
    long salted = arena.get(slot);
    stream.seed(2, 1);

    assertThat(salted).isNotEqualTo(first);
    assertThat(arena.get(slot)).isNotIn(first, salted);
  }
}
