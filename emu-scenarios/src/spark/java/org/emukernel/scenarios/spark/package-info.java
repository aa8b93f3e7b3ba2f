/**
 * Grids on a cluster of Apache Spark. Compiled in profile {@code spark} only; nothing else knows of
 * it.
 */
@NullMarked
package org.emukernel.scenarios.spark;

import org.jspecify.annotations.NullMarked;
