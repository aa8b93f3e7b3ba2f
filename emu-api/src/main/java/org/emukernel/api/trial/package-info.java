/** Strategies on trial: what a contract test asks of whoever has a machine to run them on. */
@NullMarked
package org.emukernel.api.trial;

import org.jspecify.annotations.NullMarked;
