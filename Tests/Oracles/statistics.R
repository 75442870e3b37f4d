# The numbers that StatisticsTests hold: Rscript Tests/Oracles/statistics.R
# Debian: r-base-core r-cran-lme4 r-cran-boot r-bioc-sva
options(digits = 15)
suppressMessages({library(lme4); library(boot); library(sva)})

cat("distributions\n")
print(c(qt(.975, 4), qchisq(.025, 4), qf(.95, 3, 7), qbeta(.025, 8, 3), ptukey(1, 2, 1e9)))

cat("mixed models\n")
set <- expand.grid(l = 1:6, p = 1:12)
set <- set[(set$l * 7 + set$p * 3) %% 5 != 0, ]
i <- seq_len(nrow(set))
set$site <- (set$l + 2 * set$p) %% 4
set$y <- 2 + 0.5 * sin(1.7 * set$p) + 0.3 * cos(2.1 * set$site) +
  0.25 * sin(12.9898 * i * 1.1 + 0.3) + 0.15 * cos(0.7 * set$p * (set$site + 1))
set$x <- set$p %% 2
for (model in list(lmer(y ~ 1 + (1 | p), set), lmer(y ~ x + (1 | p) + (1 | site), set),
                   lmer(y ~ 1 + (1 | p) + (1 | p:site), set))) {
  print(as.data.frame(VarCorr(model))[, c("grp", "vcov")])
  print(fixef(model))
  print(sqrt(diag(as.matrix(vcov(model)))))
  print(REMLcrit(model))
}

cat("bootstrap intervals of given replicates\n")
B <- 999
k <- 1:B
t <- exp(0.5 * qnorm((k - 0.37) / (B + 0.26))) + 0.1 * sin(k)
x <- c(1.2, 3.4, 2.2, 8.9, 4.1, 0.7, 5.5)
loo <- sapply(seq_along(x), function(j) sd(x[-j]) / mean(x[-j]))
L <- mean(loo) - loo
print(boot:::perc.ci(t, conf = .95))
w <- qnorm(sum(t < 1.05) / B)
a <- sum(L^3) / (6 * sum(L^2)^1.5)
z <- qnorm(c(.025, .975))
print(boot:::norm.inter(t, pnorm(w + (w + z) / (1 - a * (w + z)))))

cat("ComBat\n")
n <- c(22, 25, 30)
batch <- rep(0:2, n)
i <- 1:sum(n)
cov <- (i %% 3) / 2
dat <- t(sapply(1:6, function(f) 3 * f + 0.8 * cov * f + (1 + 0.2 * f) * sin(12.9898 * i * f + 0.7 * f) +
  c(0, 0.5, -0.4)[batch + 1] * (1 + 0.1 * f) + c(0, 0.3, 0.1)[batch + 1] * cos(3.3 * i + f)))
iterate <- sva:::it.sol
formals(iterate)$conv <- 1e-13
assignInNamespace("it.sol", iterate, "sva")
result <- suppressMessages(ComBat(dat, batch, mod = model.matrix(~cov), par.prior = TRUE))
for (f in c(1, 4, 6)) print(result[f, c(1, 23, 48, 77)])
