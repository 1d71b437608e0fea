"""Read Chinese government information disclosure reports into tidy, traceable tables."""
