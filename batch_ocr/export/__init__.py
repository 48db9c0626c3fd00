"""Results as tables for other programs: CSV, XLSX, Parquet, SQLite, PostgreSQL."""
