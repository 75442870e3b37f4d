#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <limits>

#include "cboostmath.h"

namespace {

namespace math = boost::math;
namespace policies = boost::math::policies;

// NaN and infinity in place of exceptions; long double would differ between machines.
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>, policies::promote_double<false>,
    policies::promote_float<false>, policies::discrete_quantile<policies::real>>;

// What a distribution still throws (an iteration without end) is no number.
template <typename Body>
double number(Body &&body) noexcept {
  try {
    return body();
  } catch (...) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

using Normal = math::normal_distribution<double, Quiet>;
using StudentT = math::students_t_distribution<double, Quiet>;
using ChiSquared = math::chi_squared_distribution<double, Quiet>;
using FisherF = math::fisher_f_distribution<double, Quiet>;
using Beta = math::beta_distribution<double, Quiet>;

}  // namespace

extern "C" {

double boostmath_normal_cdf(double x) {
  return number([&] { return math::cdf(Normal(), x); });
}
double boostmath_normal_quantile(double probability) {
  return number([&] { return math::quantile(Normal(), probability); });
}

double boostmath_student_t_quantile(double probability, double df) {
  return number([&] { return math::quantile(StudentT(df), probability); });
}

double boostmath_chi_squared_cdf(double x, double df) {
  return number([&] { return math::cdf(ChiSquared(df), x); });
}
double boostmath_chi_squared_quantile(double probability, double df) {
  return number([&] { return math::quantile(ChiSquared(df), probability); });
}

double boostmath_f_quantile(double probability, double numerator, double denominator) {
  return number([&] { return math::quantile(FisherF(numerator, denominator), probability); });
}

double boostmath_beta_quantile(double probability, double a, double b) {
  return number([&] { return math::quantile(Beta(a, b), probability); });
}

double boostmath_digamma(double x) {
  return number([&] { return math::digamma(x, Quiet()); });
}
double boostmath_log_gamma(double x) {
  return number([&] { return math::lgamma(x, Quiet()); });
}
}
