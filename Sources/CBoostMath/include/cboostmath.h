#ifndef HERALD_CBOOSTMATH_H
#define HERALD_CBOOSTMATH_H

// Distributions of Boost.Math behind plain C: numbers in, numbers out.
//
// `_cdf` is the probability of a value at or below x; `_quantile` the value below which the probability
// lies. An argument outside of what a distribution is defined for gives NaN, a result beyond the range
// of a double an infinity. Arithmetic is in double precision throughout, so that machines agree. All
// functions may be called from several threads at once.

#ifdef __cplusplus
extern "C" {
#endif

double boostmath_normal_cdf(double x);
double boostmath_normal_quantile(double probability);

double boostmath_student_t_quantile(double probability, double degrees_of_freedom);

double boostmath_chi_squared_cdf(double x, double degrees_of_freedom);
double boostmath_chi_squared_quantile(double probability, double degrees_of_freedom);

double boostmath_f_quantile(double probability, double numerator, double denominator);

double boostmath_beta_quantile(double probability, double a, double b);

// The derivative of the logarithm of the gamma function, and the logarithm of its value.
double boostmath_digamma(double x);
double boostmath_log_gamma(double x);

#ifdef __cplusplus
}
#endif

#endif
